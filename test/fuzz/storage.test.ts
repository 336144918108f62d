import {storageContent} from "./storage"

storageContent(35)
