import {eventPayloads} from "./event-payloads"

eventPayloads({verified: 2200, runs: 250})
