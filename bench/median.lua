--- The middle of a list of numbers, with the least and the most; the list is sorted afterwards.
return function(list)
  table.sort(list)
  return list[math.floor((#list + 1) / 2)], list[1], list[#list]
end
