#!/bin/sh
# Takes the nightly export of a case system: workers.csv, families.csv, availability.csv, visits.csv, rota.csv, as many
# of them as are in the folder, in this order. All or nothing for each file; the first one refused ends the night.
#
#   nightly-import.sh FOLDER [OPTION...]        options go to every import, such as --env-file PATH or --dry-run
#
# Prints one JSON object a file (standard output) and what was refused (standard error). Exit: 0 done, 1 rows refused,
# 2 could not begin, 3 another import is running. By cron, which mails what is on standard error:
#
#   40 3 * * *  hearthline  /opt/hearthline/deploy/nightly-import.sh /var/lib/hearthline/export \
#                           --env-file /var/lib/hearthline/hearthline.env >> /var/lib/hearthline/import.log
set -eu

folder=${1:?name the folder that holds the export}
shift
hearthline=${HEARTHLINE:-/opt/hearthline/bin/hearthline}

found=no
for kind in workers families availability visits rota; do
    file=$folder/$kind.csv
    [ -e "$file" ] || continue
    found=yes
    "$hearthline" import "$kind" "$file" --json "$@"
done

if [ "$found" = no ]; then
    echo "$folder: no file to import; see why the export did not arrive" >&2
    exit 2
fi
