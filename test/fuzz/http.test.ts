import {httpLayer} from "./http"

httpLayer({answers: 80, conversations: 40})
