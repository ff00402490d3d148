{{- define "fascicle.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "fascicle.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "fascicle.labels" -}}
{{ include "fascicle.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "fascicle.image" -}}
{{- with .Values.image }}{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}{{ end }}
{{- end }}

{{/* One file of a Secret, where one is named: what the container sees under /run/secrets. */}}
{{- define "fascicle.secrets" -}}
{{- $files := dict }}
{{- if eq .Values.auth.mode "keys" }}{{ $_ := set $files "keys" .Values.auth.keysSecret }}{{ end }}
{{- if eq .Values.auth.mode "oauth" }}{{ $_ := set $files "jwks" .Values.auth.oauth.jwksSecret }}{{ end }}
{{- $_ := set $files "cds" .Values.auth.cdsClientsSecret }}
{{- $_ := set $files "audit" .Values.auditSecret }}
{{- $named := dict }}
{{- range $file, $secret := $files }}{{ if $secret.name }}{{ $_ := set $named $file $secret }}{{ end }}{{ end }}
{{- toJson $named }}
{{- end }}

{{- define "fascicle.proxies" -}}
{{- if kindIs "invalid" .Values.proxies }}{{ ternary 1 0 .Values.ingress.enabled }}{{ else }}{{ .Values.proxies }}{{ end }}
{{- end }}

{{/* A value as the service reads it: YAML makes true of on, and Helm a float of a whole number. */}}
{{- define "fascicle.word" -}}
{{- if kindIs "bool" . }}{{ ternary "on" "off" . }}{{ else if kindIs "string" . }}{{ . }}{{ else }}{{ int64 . }}{{ end }}
{{- end }}
