import type {AccountSource} from "@beton/shared/queries/account"

import {
    accountRows,
    loadStory,
    STORY_CONFIG,
    storyAccounts,
    type StorySize,
} from "../../scripts/sandbox/story/index"
import {buildOracle, type RawEvent} from "../oracle"
import {createDetectionProject, type DetectionProject} from "./support"

/** The app's settings for the story, as its form takes them. */
export const STORY_FORM = {
    account: `group:${STORY_CONFIG.account.group_type}`,
    domain_property: STORY_CONFIG.domain_property,
    settings: {name_property: STORY_CONFIG.name_property, signals: STORY_CONFIG.signals},
}

/** A new project that holds the story. */
export async function storyProject(o: {size?: StorySize; timezone?: string} = {}): Promise<DetectionProject> {
    const {size = "full", timezone = "UTC"} = o
    const project = await createDetectionProject({project: {timezone}, settings: STORY_FORM})
    await loadStory({posthog: project.admin, projectId: project.id, size})
    return project
}

/** The story's events as an export would hold them: each with the person that its distinct id belongs to now. */
export function* storyEvents(size: StorySize = "full"): Generator<RawEvent> {
    const parsed = new Map<string, Record<string, unknown>>()
    const propertiesOf = (json: string): Record<string, unknown> => {
        const known = parsed.get(json) ?? (JSON.parse(json) as Record<string, unknown>)
        parsed.set(json, known)
        return known
    }
    for (const account of storyAccounts({size})) {
        const {events, persons} = accountRows(account, {size})
        const personOf = new Map(
            persons.flatMap(({id, distinctIds}) =>
                distinctIds.map((distinctId) => [distinctId, id] as const),
            ),
        )
        for (const event of events) {
            yield {
                uuid: event.uuid,
                event: event.event,
                distinct_id: event.distinctId,
                person_id: personOf.get(event.distinctId) ?? event.personId,
                timestamp: new Date(event.timestamp).toISOString(),
                properties: event.properties,
                person_properties: propertiesOf(event.personProperties),
            }
        }
    }
}

/** The independent answer for the story's events under a project's settings. */
export function storyOracle(project: DetectionProject, account: AccountSource, events: Iterable<RawEvent>) {
    return buildOracle(events, {
        account:
            account.type === "email_domain"
                ? {...account, excludedDomains: [...account.excludedDomains]}
                : account,
        settings: project.config.settings.signals,
    })
}
