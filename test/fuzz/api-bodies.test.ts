import {apiBodies} from "./api-bodies"

apiBodies({runs: 15, checks: 10})
