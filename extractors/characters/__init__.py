"""Characters that are not what they seem: rubbish, strokes, marks of notes, signs of fonts, radicals."""
