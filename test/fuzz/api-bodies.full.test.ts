import {apiBodies} from "./api-bodies"

apiBodies({runs: 1300, checks: 600})
