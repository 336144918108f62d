import {apiBodies} from "./api-bodies"

apiBodies(60)
