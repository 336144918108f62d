import {configuration} from "./configuration"

configuration(180)
