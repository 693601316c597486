"""Training, export and measurement of the ONNX models that Spinel Studio ships."""
