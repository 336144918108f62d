import {storageContent} from "./storage"

storageContent(20)
