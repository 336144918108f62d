import {apiBodies} from "./api-bodies"

apiBodies({runs: 60, checks: 40})
