import {httpLayer} from "./http"

httpLayer({answers: 2000, conversations: 1200})
