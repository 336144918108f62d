import {apiBodies} from "./api-bodies"

apiBodies(1600)
