#!/bin/sh
# Makes the fonts for pages of the web from those beside them; needs pyftsubset (pip install fonttools brotli).
set -eu
cd "$(dirname "$0")"
european="U+0020-007E,U+00A0-036F,U+0370-04FF,U+1E00-1EFF,U+2000-209F,U+20A0-20BF,U+2100-218F,U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265,U+FFFD"
for weight in Regular SemiBold; do
    pyftsubset "../Inter-$weight.ttf" --unicodes="$european" --flavor=woff2 \
        --layout-features=kern,liga,calt,ccmp,locl,mark,mkmk,tnum --output-file="Inter-$weight.woff2"
    pyftsubset "../NotoSansArabic-$weight.ttf" --unicodes="*" --flavor=woff2 \
        --layout-features="*" --output-file="NotoSansArabic-$weight.woff2"
done
