import {eventPayloads} from "./event-payloads"

eventPayloads({verified: 100, runs: 12})
