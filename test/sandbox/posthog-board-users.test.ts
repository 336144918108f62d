/** What colleagues do in the product, the project tree, and what a restart keeps. */
import {mkdtempSync, rmSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {startPostHog} from "../../scripts/sandbox/posthog/index"
import {type BoardFixture, createBoards, type InsightBody, type Page, sql} from "./posthog-boards"
import {createFixture} from "./posthog-fixture"

interface FileBody {
    id: string
    path: string
    depth: number
    type: string
    ref: string | null
    href: string | null
}

let boards: BoardFixture
beforeEach(async () => {
    boards = await createBoards()
})

type Act = Parameters<BoardFixture["project"]["admin"]["simulateUser"]>[1]
const user = async (act: Act) => Number(await boards.project.admin.simulateUser(boards.project.id, act))
const files = async (query = "") =>
    (await boards.call<Page<FileBody>>("GET", `/file_system/${query}`)).body.results.map(({path, type}) => [
        path,
        type,
    ])

describe("a colleague", () => {
    test("renames a dashboard, changes its filters, deletes it", async () => {
        const {id} = await boards.dashboard()
        await user({
            act: "edit-dashboard",
            dashboard: id,
            change: {name: "Ours", filters: {date_from: "-7d"}},
        })
        expect(await boards.read(id)).toMatchObject({name: "Ours", filters: {date_from: "-7d"}})
        await user({act: "delete-dashboard", dashboard: id})
        expect(await boards.read(id)).toMatchObject({code: "not_found"})
    })

    test("moves, colours and deletes tiles, and adds own ones", async () => {
        const {id} = await boards.dashboard()
        await boards.insight("SELECT 1", [id])
        const own = await user({act: "add-insight", name: "Own", query: sql("SELECT 2"), dashboard: id})
        const layouts = {sm: {x: 0, y: 9, w: 12, h: 1}}
        const text = await user({act: "add-text", dashboard: id, body: "Note", layouts})
        await user({act: "add-button", dashboard: id, text: "Open", url: "/x"})
        const [first] = (await boards.read(id)).tiles.filter(({insight}) => insight?.id !== own)
        await user({
            act: "edit-tile",
            tile: text,
            change: {color: "green", layouts: {sm: {x: 0, y: 0, w: 12, h: 2}}},
        })
        await user({act: "edit-text", tile: text, body: "Note 2"})
        const tiles = (await boards.read(id)).tiles
        expect(tiles[0]).toMatchObject({
            id: text,
            color: "green",
            text: {body: "Note 2", created_by: {id: 8}},
        })
        expect(tiles.map(({insight}) => insight?.name)).toEqual([undefined, "Insight", "Own", undefined])
        await user({act: "delete-tile", tile: text})
        const other = await user({act: "add-dashboard", name: "Other"})
        await user({act: "move-tile", tile: tiles[1]?.id ?? 0, dashboard: other})
        expect(first?.id).toBe(text)
        expect((await boards.read(id)).tiles.map(({insight}) => insight?.name)).toEqual(["Own", undefined])
        expect((await boards.read(other)).tiles).toHaveLength(1)
    })

    test("edits, shows elsewhere and deletes an insight", async () => {
        const {id} = await boards.insight("SELECT 1")
        const dashboard = await user({act: "add-dashboard", name: "Other"})
        await user({act: "place-insight", insight: id, dashboard})
        await user({act: "edit-insight", insight: id, change: {query: sql("SELECT 2")}})
        expect((await boards.call("GET", `/insights/${id}/`)).body).toMatchObject({
            dashboards: [dashboard],
            query: sql("SELECT 2"),
        })
        await user({act: "delete-insight", insight: id})
        expect((await boards.read(dashboard)).tiles).toEqual([])
        await expect(user({act: "delete-insight", insight: id})).rejects.toThrow(
            `simulateUser: there is no insight ${id}.`,
        )
    })
})

describe("project tree", () => {
    test("objects are filed in their folder, follow their name and go when deleted", async () => {
        const {id} = await boards.dashboard({name: "A/B", _create_in_folder: "Beton/Team"})
        const insight = await boards.insight("SELECT 1", [], {name: "I", _create_in_folder: "Beton"})
        await boards.call("POST", "/insights/", {name: "Draft", query: sql("SELECT 1")})
        await boards.dashboard({name: "Loose"})
        expect(await files("?parent=Beton")).toEqual([
            ["Beton/I", "insight"],
            ["Beton/Team", "folder"],
            ["Beton/Team/A\\/B", "dashboard"],
        ])
        expect(await files("?search=loose")).toEqual([["Unfiled/Dashboards/Loose", "dashboard"]])
        const {body} = await boards.call<Page<FileBody>>("GET", `/file_system/?type=dashboard&ref=${id}`)
        expect(body.results).toMatchObject([{depth: 3, ref: String(id), href: `/dashboard/${id}`}])
        await boards.call("PATCH", `/dashboards/${id}/`, {name: "New"})
        await boards.call<InsightBody>("PATCH", `/insights/${insight.id}/`, {deleted: true})
        expect(await files("?parent=Beton")).toEqual([
            ["Beton/Team", "folder"],
            ["Beton/Team/New", "dashboard"],
        ])
    })

    test("folders are made with their parents, and moved with what is in them", async () => {
        const made = await boards.call<FileBody>("POST", "/file_system/", {path: "A/B", type: "folder"})
        expect(made).toMatchObject({status: 201, body: {path: "A/B", depth: 2, type: "folder", ref: null}})
        await boards.dashboard({name: "D", _create_in_folder: "A/B"})
        const move = (new_path?: string) =>
            boards.call(`POST`, `/file_system/${made.body.id}/move/`, {...(new_path ? {new_path} : {})})
        expect((await move("C/B2")).status).toBe(200)
        expect(await files("?parent=C")).toEqual([
            ["C/B2", "folder"],
            ["C/B2/D", "dashboard"],
        ])
        expect(await move("C/B2/X")).toMatchObject({
            status: 400,
            body: {detail: "Cannot move folder into itself"},
        })
        expect((await move()).status).toBe(400)
        await user({act: "move-file", path: "C/B2/D", to: "Mine/D"})
        expect(await files("?depth=1")).toEqual([
            ["A", "folder"],
            ["C", "folder"],
            ["Mine", "folder"],
        ])
        expect((await boards.call("POST", "/file_system/", {type: "folder"})).status).toBe(400)
    })

    test("an older server has none and ignores the wish for a folder", async () => {
        await boards.project.admin.setPlan(boards.project.id, {older: true})
        const {id} = await boards.dashboard({_create_in_folder: "Beton"})
        expect((await boards.call("GET", "/file_system/")).status).toBe(404)
        expect((await boards.call("POST", "/file_system/", {path: "A", type: "folder"})).status).toBe(404)
        expect((await boards.project.admin.boards(boards.project.id)).files).toEqual([])
        expect((await boards.read(id)).name).toBe("Overview")
    })
})

test("a data directory keeps dashboards, tiles, insights, folders and the plan", async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), "beton-test-"))
    const first = await startPostHog({dataDir})
    const project = await createFixture({}, ["*"], first.url)
    const at = `/api/projects/${project.id}`
    const dashboard = await project.request<{id: number}>("POST", `${at}/dashboards/`, {
        _create_in_folder: "Beton",
    })
    const insight = {query: sql("SELECT 1"), dashboards: [dashboard.body.id], saved: true}
    await project.request("POST", `${at}/insights/`, insight)
    await project.request("POST", `${at}/dashboards/${dashboard.body.id}/create_text_tile/`, {body: "Note"})
    await first.admin.setPlan(project.id, {tagging: true})
    const before = await first.admin.boards(project.id)
    await first.close()
    const second = await startPostHog({dataDir})
    const after = await second.admin.boards(project.id)
    await second.close()
    rmSync(dataDir, {recursive: true, force: true})
    expect(after).toEqual(before)
    expect([after.tiles.length, after.insights.length, after.files.length]).toEqual([2, 1, 5])
    expect(after.plan).toMatchObject({tagging: true, older: false})
})
