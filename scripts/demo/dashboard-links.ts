import * as z from "zod"

const listSchema = z.object({dashboards: z.array(z.object({id: z.number(), title: z.string()}))})

/** A dashboard's page. */
export interface DashboardLink {
    readonly title: string
    readonly url: string
}

/**
 * The dashboards of the pages' list, by title.
 *
 * @param list address of the list
 * @returns null when the list cannot be read: its own page then says why
 */
export async function dashboardLinks(list: string): Promise<DashboardLink[] | null> {
    const answer = await fetch(new URL("/api/dashboards", list)).catch(() => null)
    if (answer === null || !answer.ok) return null
    const {dashboards} = listSchema.parse(await answer.json())
    return dashboards.map(({id, title}) => ({title, url: new URL(`/dashboards/${id}`, list).href}))
}
