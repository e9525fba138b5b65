# Sourced by what tests the web page: Debian's Chromium, its driver, and a font so that the pictures of the documentation look the same everywhere.
need=()
command -v chromium > /dev/null || need+=(chromium)
command -v chromedriver > /dev/null || need+=(chromium-driver)
[ "$(id -u)" != 0 ] || fc-list 2> /dev/null | grep -q Inter || need+=(fonts-inter)
[ ${#need[@]} -eq 0 ] || "$(dirname "${BASH_SOURCE[0]}")/install" "${need[@]}" || exit 1
