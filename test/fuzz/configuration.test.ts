import {configuration} from "./configuration"

configuration(250)
