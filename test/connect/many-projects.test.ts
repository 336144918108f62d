import {createDetectionProject} from "../detection/support"

it("finds a project beyond the first hundred that a key sees", async () => {
    const first = await createDetectionProject()
    for (const n of Array.from({length: 105}, (_, i) => i))
        await first.admin.createProject({name: `Client ${n}`})
    const last = await createDetectionProject({project: {name: "The last one"}})
    const listed = await last.client.projects()
    expect(listed.ok && listed.value.some(({id, name}) => id === last.id && name === "The last one")).toBe(
        true,
    )
    expect(listed.ok && new Set(listed.value.map(({id}) => id)).size === listed.value.length).toBe(true)
}, 120_000)
