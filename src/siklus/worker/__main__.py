"""`python -m siklus.worker`: a worker with the settings of the environment."""

from siklus.settings import read_settings
from siklus.worker.run import work

if __name__ == "__main__":
    work(read_settings())
