import {apiBodies} from "./api-bodies"

apiBodies({runs: 1600, checks: 600})
