/** Names and addresses that do not leave the own network: plain http is usual there (a PostHog container, say). */
export function isPrivateHost(host: string): boolean {
    return (
        /^(127\.\d+|10\.\d+|192\.168|172\.(1[6-9]|2\d|3[01]))\.\d+\.\d+$/.test(host) ||
        host === "[::1]" ||
        /^[a-z0-9_-]+$/i.test(host) ||
        /\.(local|internal|lan)$/i.test(host)
    )
}

/** Whether nobody on the way can read what is sent there. */
export function isEncrypted(address: string): boolean {
    const match = /^(https?):\/\/(\[[^\]]*\]|[^/:?#]+)(?=[/:?#]|$)/i.exec(address)
    const host = match?.[2]
    return (
        match?.[1]?.toLowerCase() === "https" ||
        (host !== undefined && !host.includes("@") && isPrivateHost(host))
    )
}
