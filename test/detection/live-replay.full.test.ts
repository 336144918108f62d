import {replay, singles, SPRING, ZONES} from "./live-replay"
import {storyProject} from "./story"

it("thirty single days equal one replay of thirty days in every zone, and the zones agree", async () => {
    const project = await storyProject()
    const [berlin, newYork] = ZONES
    await project.admin.updateProject(project.id, {timezone: berlin})
    const expected = await replay(project, SPRING)
    expect(await singles(project, SPRING)).toEqual(expected)
    await project.admin.updateProject(project.id, {timezone: newYork})
    expect(await replay(project, SPRING)).toEqual(expected)
    expect(await singles(project, SPRING)).toEqual(expected)
}, 600_000)
