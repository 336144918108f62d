/** A value of a record as the REST API answers it (REST.md §4). */
export type RestValue = Readonly<Record<string, unknown>>

/** A record as the REST API answers it. */
export interface RestRecord {
    readonly id: {readonly object_id: string; readonly record_id: string}
    readonly created_at: string
    readonly web_url: string
    readonly values: Readonly<Record<string, readonly RestValue[]>>
}

/** An attribute as the REST API answers it. */
export interface RestAttribute {
    readonly title: string
    readonly api_slug: string
    readonly type: string
    readonly is_multiselect: boolean
    readonly is_unique: boolean
    readonly is_required: boolean
    readonly is_archived: boolean
}

export interface RestObject {
    readonly id: {readonly object_id: string}
    readonly api_slug: string
    readonly singular_noun: string
    readonly plural_noun: string
}

export interface RestMember {
    readonly id: {readonly workspace_member_id: string}
    readonly first_name: string
    readonly last_name: string
    readonly email_address: string
}

/** The CRM did not answer as expected; the text is for people. */
export class AttioReadError extends Error {
    constructor(
        readonly status: number,
        message: string,
    ) {
        super(message)
    }
}

/** Reads the workspace for the preview's own pages and for GraphQL; not charged to the app. */
export class AttioReader {
    constructor(
        readonly url: string,
        private readonly token: string,
    ) {}

    async record(object: string, id: string): Promise<RestRecord | null> {
        return this.#orNull(`/v2/objects/${seg(object)}/records/${seg(id)}`)
    }

    /** @param limit at most 500 */
    async records(
        object: string,
        o: {limit: number; offset?: number; sorts?: unknown[]; filter?: unknown},
    ): Promise<readonly RestRecord[]> {
        return this.#call("POST", `/v2/objects/${seg(object)}/records/query`, o)
    }

    async object(slug: string): Promise<RestObject | null> {
        return this.#orNull(`/v2/objects/${seg(slug)}`)
    }

    async objects(): Promise<readonly RestObject[]> {
        return this.#call("GET", "/v2/objects")
    }

    async attributes(object: string): Promise<readonly RestAttribute[]> {
        return this.#call("GET", `/v2/objects/${seg(object)}/attributes?limit=500`)
    }

    async members(): Promise<readonly RestMember[]> {
        return this.#call("GET", "/v2/workspace_members")
    }

    async self(): Promise<{workspace_id: string; workspace_name: string; workspace_slug: string}> {
        const response = await this.#send("GET", "/v2/self")
        return (await response.json()) as {
            workspace_id: string
            workspace_name: string
            workspace_slug: string
        }
    }

    async #orNull<T>(path: string): Promise<T | null> {
        try {
            return await this.#call<T>("GET", path)
        } catch (error) {
            if (error instanceof AttioReadError && [400, 404].includes(error.status)) return null
            throw error
        }
    }

    async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
        const response = await this.#send(method, path, body)
        return ((await response.json()) as {data: T}).data
    }

    async #send(method: string, path: string, body?: unknown): Promise<Response> {
        const response = await fetch(`${this.url}${path}`, {
            method,
            headers: {
                authorization: `Bearer ${this.token}`,
                ...(body === undefined ? {} : {"content-type": "application/json"}),
            },
            ...(body === undefined ? {} : {body: JSON.stringify(body)}),
        })
        if (!response.ok) {
            const {message} = (await response.json().catch(() => ({}))) as {message?: string}
            throw new AttioReadError(response.status, message ?? "The CRM did not answer.")
        }
        return response
    }
}

const seg = encodeURIComponent
