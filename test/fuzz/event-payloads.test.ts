import {eventPayloads} from "./event-payloads"

eventPayloads({verified: 60, runs: 8})
