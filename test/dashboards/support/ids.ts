import type {BoardWorld} from "./world"

/** Ids of what the test dashboard was made of; 0 for what is not there. */
export interface BoardIds {
    readonly dashboard: number
    readonly one: number
    readonly two: number
    readonly tileOne: number
    readonly about: number
    readonly waiting: number
}

/** Looks them up by name. */
export async function boardIds(world: BoardWorld): Promise<BoardIds> {
    const {dashboards, insights, tiles, texts} = await world.boards()
    const insight = (name: string) => insights.find((one) => one.name === name)?.id ?? 0
    const card = (text: string) =>
        tiles.find(({textId}) => textId === texts.find(({body}) => body?.includes(text))?.id)?.id ?? 0
    const one = insight("Tile one")
    return {
        dashboard: dashboards[0]?.id ?? 0,
        one,
        two: insight("Tile two"),
        tileOne: tiles.find(({insightId}) => insightId === one)?.id ?? 0,
        about: card("About these"),
        waiting: card("Connect what three"),
    }
}
