import {httpLayer} from "./http"

httpLayer({answers: 1500, conversations: 1000})
