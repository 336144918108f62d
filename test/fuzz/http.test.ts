import {httpLayer} from "./http"

httpLayer({answers: 100, conversations: 50})
