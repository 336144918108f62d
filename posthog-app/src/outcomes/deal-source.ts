import {type Result, succeed} from "@beton/shared/api/result"

import {type PagePlace, type RecordPage, recordPage} from "../attio/record-pages"
import type {AttioClient} from "../clients/attio"
import type {Config} from "../config/config"
import type {RunState} from "../steps/run-state"
import {companiesNow, type CompanyNow} from "./accounts"
import type {OutcomeSetup} from "./progress"
import {outcomeSetup} from "./setup"

/** The most that Attio gives at once (REST.md §4). */
const PAGE = 500

/** Where deals come from. */
export interface DealSource {
    /** null: the records are all there is: no history, no tasks, and nothing says which deals are gone. */
    readonly attio: AttioClient | null
    setup(state: RunState): Promise<Result<OutcomeSetup>>
    page(after: PagePlace | null): Promise<Result<RecordPage>>
    /** @param ids at most 500 */
    companies(ids: readonly string[]): Promise<Result<readonly CompanyNow[]>>
}

/** Deals straight from Attio. */
export function attioDeals(attio: AttioClient, config: Config): DealSource {
    return {
        attio,
        setup: ({account}) => outcomeSetup(attio, config, account),
        page: (after) => recordPage(attio, "deals", undefined, after, PAGE),
        companies: (ids) =>
            ids.length === 0 ? Promise.resolve(succeed([])) : companiesNow(attio, config, ids),
    }
}
