import {storageContent} from "./storage"

storageContent(650)
