import {apiBodies} from "./api-bodies"

apiBodies({runs: 40, checks: 20})
