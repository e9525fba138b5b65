# Sourced by what tests the web page: Debian's Chromium and its driver. On Debian as root what is missing is installed.
need=()
command -v chromium > /dev/null || need+=(chromium)
command -v chromedriver > /dev/null || need+=(chromium-driver)
fc-list 2> /dev/null | grep -q Inter || need+=(fonts-inter) # so that the pictures of the documentation look the same everywhere
if [ ${#need[@]} -gt 0 ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        echo "== Installing ${need[*]}"
        DEBIAN_FRONTEND=noninteractive apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 \
            install --no-install-recommends "${need[@]}" > /dev/null || exit 1
    elif [ "${need[*]}" != fonts-inter ]; then
        echo "Please install ${need[*]}, the browser that tests the page of examples/browser-upload, and run this again."
        exit 1
    fi
fi
