import {eventPayloads} from "./event-payloads"

eventPayloads({verified: 40, runs: 4})
