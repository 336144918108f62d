import {loadStory, STORY_CONFIG, STORY_MEMBERS, type StorySize} from "../../../scripts/sandbox/story"
import {openCrm, type TestCrm} from "./crm"
import {formFor, type TestProject, testProject} from "./project"

/** The story in a project and a CRM of its own, with the settings that fit. */
export interface StoryWorld {
    readonly project: TestProject
    readonly crm: TestCrm
    readonly form: Record<string, unknown>
}

/** Settings of the JSON field that fit the story. Outcomes, backtests and dashboards, which would follow each run, have tests of their own. */
export function storySettings(crm: TestCrm): Record<string, unknown> {
    return {
        name_property: STORY_CONFIG.name_property,
        internal_domains: ["lumenboard.example"],
        attio_url: crm.url,
        backtest: {enabled: false},
        dashboards: {enabled: false},
        outcomes: {from: "off"},
        signals: STORY_CONFIG.signals,
    }
}

/** Loads a story; routing is confirmed. `settings` are further ones of the JSON field. */
export async function storyWorld(
    size: StorySize,
    settings: Readonly<Record<string, unknown>> = {},
): Promise<StoryWorld> {
    const project = await testProject({timezone: "Europe/Berlin", weekStartDay: 1})
    const crm = await openCrm({members: STORY_MEMBERS})
    await loadStory({
        posthog: project.admin,
        attio: crm.admin,
        projectId: project.id,
        workspaceId: crm.workspaceId,
        size,
    })
    const form = formFor(
        project,
        {
            account: `group:${STORY_CONFIG.account.group_type}`,
            domain_property: STORY_CONFIG.domain_property,
            outcome_event: STORY_CONFIG.outcome_event,
            attio_token: crm.token,
            routing_confirmed: "on",
        },
        {...storySettings(crm), ...settings},
    )
    return {project, crm, form}
}
