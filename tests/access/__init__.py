"""Who may call: settings, keys, tokens, rates, hosts, headers; every route walked."""
