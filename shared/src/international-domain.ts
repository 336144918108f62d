// The trailing slash names the package: without it Node.js takes its own, deprecated module of the same name.
import {toUnicode} from "punycode/"

/**
 * A domain with its international labels in their own script (`xn--mnchen-3ya.de` → `münchen.de`; RFC 3492), as products
 * often store it. A label that is no punycode stays.
 */
export function domainInOwnScript(domain: string): string {
    try {
        return toUnicode(domain)
    } catch {
        // "xn--" may begin a name that nobody encoded.
        return domain
    }
}
