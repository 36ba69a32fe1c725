#!/bin/sh
# Reminds before a deadline; for cron, which mails whatever is printed:
#   0 9 * * *  /path/to/deadline.sh 乌鲁木齐 居民 2026
# 到期前提醒；放进 cron，有输出就会寄信。
# Arguments: place, scheme, year of cover, and for a try-out the day to take for today.
set -u
yibao=${YIBAO:-yibao}
place=$1 scheme=$2 year=$3 today=${4:-$(date +%Y-%m-%d)}
ask() { "$yibao" deadline --region "$place" --scheme "$scheme" --year "$year" --on "$today" "$@"; }

ask --check --within 7d
case $? in
0) # on time, and at most seven days left
    echo "$place $scheme $year: $(ask --get days_left) days left, until $(ask --get dates.due); $(ask --get price_now) yuan" ;;
1) # on time with more than a week left, or past the last day
    ask --check && exit 0
    stage=$(ask --get stage)
    [ "$stage" = not-open ] || echo "$place $scheme $year: $stage, was due $(ask --get dates.due)" ;;
4) # no rule says it: see what is known, once a month
    case $today in *-01) ask ;; esac ;;
*) # a mistake in the arguments; the program has said which
    exit 3 ;;
esac
