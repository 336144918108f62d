/**
 * Reads JSON from the page's own server.
 *
 * @throws Error with a sentence for people
 */
export async function getJson<T>(path: string): Promise<T> {
    const answer = await fetch(path, {headers: {accept: "application/json"}}).catch(() => {
        throw new Error("The sandbox does not answer. Is the demo still running?")
    })
    const body = (await answer.json()) as T & {message?: string}
    if (!answer.ok) throw new Error(body.message ?? "The sandbox could not answer.")
    return body
}
