import {eventPayloads} from "./event-payloads"

eventPayloads({verified: 2400, runs: 180})
