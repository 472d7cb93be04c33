"""The helper library of the course "Every Gradient, Checked".

Rooms do not import each other, so that their evidence is independent; all may import
`gradbook.shapes`. Importing `gradbook` itself imports nothing.

derive    derivations whose every step is checked (SymPy)
layers    forward and backward pairs (NumPy)
check     finite differences, the agreement table, mutants (NumPy)
lab       devices, measurements, experiments and their records (PyTorch)
figures   pictures: data and an axes in, the axes out (matplotlib)
interview the question bank: data, and how a chapter shows it
show      the source of a library function, shown inside a chapter
shapes    the ground floor: checks of shape and dtype, and their errors
"""
