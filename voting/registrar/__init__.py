"""The registrar's tool (票卡管理员) on a prepared laptop without network: ``python -m voting.registrar``.

    draw       read the sitting's file, draw cards: print sheets and the encrypted register
    leave-out  read the register again, sign the lists without what was left over: the file to upload
    erase      destroy print sheets or register

It writes and reads the same files as the registrar's page, so that either can go on where the other stopped.
Knows neither Flask nor a database; randomness and files enter through ``__main__`` alone.
"""
