import {configuration} from "./configuration"

configuration(3600)
