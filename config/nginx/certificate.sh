#!/bin/sh
# Runs before nginx starts: without a certificate of the institution it makes its own.
set -eu
folder=/etc/nginx/tls
[ -s "$folder/fullchain.pem" ] && exit 0
mkdir -p "$folder"
openssl req -x509 -newkey rsa:2048 -nodes -days 825 -subj "/CN=$SERVER_NAME" \
    -addext "subjectAltName=DNS:$SERVER_NAME,DNS:localhost,IP:127.0.0.1" \
    -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem"
chmod 600 "$folder/privkey.pem"
