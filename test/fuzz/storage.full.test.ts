import {storageContent} from "./storage"

storageContent(800)
