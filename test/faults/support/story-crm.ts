import {storyTruth} from "../../../scripts/sandbox/story"
import {loadCrm} from "../../../scripts/sandbox/story/load-crm"
import type {CrmSeed} from "./micro-world"

/** The workspace that belongs to the micro story: its companies, and deals of other sources with their history. */
export const seedStoryCrm: CrmSeed = async ({admin, workspaceId}) => {
    const {companies, deals} = storyTruth({size: "micro"})
    await loadCrm(admin, workspaceId, {companies, deals})
}
