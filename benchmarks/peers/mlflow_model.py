"""An MLflow model around the pipeline. Run as a program it is saved to the folder that is named."""

import sys
from pathlib import Path

import mlflow
from pipeline import Pipeline


class Reviews(mlflow.pyfunc.PythonModel):
    """Texts in, answers out."""

    def load_context(self, context: object) -> None:
        self.pipeline = Pipeline()

    def predict(self, context: object, model_input: list[str], params: dict | None = None) -> list[dict]:
        return self.pipeline(list(model_input))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    mlflow.pyfunc.save_model(folder, python_model=str(Path(__file__).resolve()), pip_requirements=["mlflow"])
else:
    mlflow.models.set_model(Reviews())
