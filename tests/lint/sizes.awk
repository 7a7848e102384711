# No file over 400 lines, no function over 60, no line over 88 columns.
FNR == 1 { inside = 0 }
FNR == 401 { print FILENAME ": more than 400 lines"; bad = 1 }
length($0) > 88 { print FILENAME ":" FNR ": more than 88 columns"; bad = 1 }
/^\{/ { begin = FNR; inside = 1 }
/^\}/ {
    if (inside && FNR - begin > 60) {
        print FILENAME ":" begin ": a function of " FNR - begin " lines"
        bad = 1
    }
    inside = 0
}
END { exit bad }
