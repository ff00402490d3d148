"""Who may call, how often, from where: hosts, proxies, keys, tokens, rates, cross-origin scripts."""
