/** A web standard that every runtime of ours has, though ES2022's type library does not list it. */
declare const URL: new (url: string) => {readonly hostname: string}

/** Host of a domain, URL or e-mail address in lower-case punycode; null when there is none. */
export function hostOf(text: string): string | null {
    const afterAt =
        text.includes("@") && !/^[a-z][a-z0-9+.-]*:\/\//i.test(text)
            ? text.slice(text.lastIndexOf("@") + 1)
            : text
    const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(afterAt)
        ? afterAt.replace(/^[a-z][a-z0-9+.-]*:/i, "http:")
        : `http://${afterAt}`
    // A browser would drop these silently and make one name of two.
    if (/[\t\n\r]/.test(withScheme)) return null
    try {
        // URL lower-cases and turns international names into punycode, as browsers do.
        // The domain of a cookie begins with a dot.
        return new URL(withScheme).hostname.replace(/^\.|\.$/g, "") || null
    } catch {
        return null
    }
}

/** A host without the `www.` (`www2.`) that leads to the same company. */
export function withoutWww(host: string): string {
    return host.replace(/^www\d?\./, "")
}
