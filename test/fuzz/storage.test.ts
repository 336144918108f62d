import {storageContent} from "./storage"

storageContent(10)
